import { metricTable } from '../../src/cli/words/metric-table.ts'
import { bold, type Edition, example, italic, item, paragraph, section, title } from './roff.ts'

/** app-upgrade-metrics(7), from the table that the metrics are written by. */
export function metricsPage(edition: Edition): string {
  return [
    title('app-upgrade-metrics', 7, edition),
    section('NAME', 'app\\-upgrade\\-metrics \\- what Prometheus is told about every app\n'),
    section('DESCRIPTION', ...description.map(paragraph)),
    section('METRICS', paragraph('Times are Unix times in seconds. What is not known has no sample.'), ...Object.entries(metricTable).map(([name, { type, help, labels }]) => item(`${bold(name)} (${italic(type)}; ${labels.join(', ')})`, help))),
    section('ALERTS', ...alerts.map(paragraph), example(installing)),
    section('FILES', ...files.map(([path, text]) => item(italic(path), text))),
    section('SEE ALSO', `${bold('app-upgrade')}(1),\n${bold('app-upgrade.toml')}(5),\n${bold('prometheus-node-exporter')}(1)\n`),
  ].join('')
}

const description = [
  "Where the directory of node_exporter's textfile collector exists, each app has a file in it, app-upgrade-<app>.prom, which is made anew, whole, after every run, rollback and recovery, and whenever somebody pins, holds, skips, enables or disables. "
    + 'The directory is named by the key metrics under [export]; see app-upgrade.toml(5).',
  'The files are for others: app-upgrade reads none of them. What they say was true when they were written, so that whoever asks for something that passes by itself compares times: the end of a hold, the next run.',
] as const

const alerts = [
  'Two files are shipped as they would be used: alert rules for Prometheus (stuck, rolled back, tampered with, not looked for a release for three intervals, held for more than thirty days, several versions in one fleet, nobody could be told), and a dashboard for Grafana that shows every host and app.',
] as const

const installing = `cp /usr/share/doc/app-upgrade/prometheus/app-upgrade.rules.yml /etc/prometheus/
promtool check rules /etc/prometheus/app-upgrade.rules.yml
`

const files = [
  ['/var/lib/prometheus/node-exporter/app-upgrade-<app>.prom', 'The metrics of one app.'],
  ['/usr/share/doc/app-upgrade/prometheus/app-upgrade.rules.yml', 'Alert rules.'],
  ['/usr/share/doc/app-upgrade/grafana/app-upgrade.json', 'The dashboard, to be imported; it asks for the data source.'],
] as const
