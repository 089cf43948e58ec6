import { invariant } from '../errors.ts'

/** One metric in Prometheus' text exposition format 0.0.4, as node_exporter's textfile collector reads it. */
export interface Metric {
  readonly name: string
  readonly type: 'gauge' | 'counter'
  readonly help: string
  readonly samples: readonly Sample[]
}
export interface Sample { readonly labels: Readonly<Record<string, string>>; readonly value: number }

/** The whole file; metrics without a sample are left out. Names are ours, so a wrong one is a bug; what stands in labels is anybody's, and escaped. */
export function exposition(metrics: readonly Metric[]): string {
  return metrics.filter(({ samples }) => samples.length > 0).map(textOf).join('')
}

function textOf({ name, type, help, samples }: Metric): string {
  invariant(/^[a-z][a-z0-9_]*$/.test(name), `'${name}' is no name of a metric`)
  return [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`, ...samples.map((sample) => lineOf(name, sample)), ''].join('\n')
}

function lineOf(name: string, { labels, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => {
    invariant(/^[a-z][a-z0-9_]*$/.test(label), `'${label}' is no name of a label`)
    return `${label}="${escaped(text).replaceAll('"', '\\"')}"`
  })
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${numberOf(value)}`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function numberOf(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (Number.isFinite(value)) return String(value)
  return value > 0 ? '+Inf' : '-Inf'
}
