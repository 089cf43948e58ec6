import { parseArgs } from 'node:util'

import { type Judged, series } from './support/series.ts'

// node test/system/powercut/run.ts [--cuts 20] [--seed word] [--disk ext4|xfs]: so many power cuts for each layout on each file system.

const { values: { cuts, seed, disk } } = parseArgs({ options: { cuts: { type: 'string', default: '20' }, seed: { type: 'string', default: String(process.pid) }, disk: { type: 'string', default: 'ext4,xfs' } } })
const fileSystems = (['ext4', 'xfs'] as const).filter((one) => disk.split(',').includes(one))
const say = (text: string): void => void process.stdout.write(`${text}\n`)

say(`${cuts} cuts for each layout on ${fileSystems.join(' and ')}, seed '${seed}'`)
const all: (Judged & { readonly fileSystem: string })[] = []
await Promise.all(fileSystems.map(async (fileSystem) => {
  for await (const judged of series({ fileSystem, cutsPerLayout: Number(cuts), seed })) {
    all.push({ ...judged, fileSystem })
    say(`${judged.wrong.length === 0 ? 'whole' : 'WRONG'} ${judged.outcome} ${judged.seconds.toFixed(1)} s  ${judged.site}`)
    for (const wrong of judged.wrong) say(`      ${wrong}`)
  }
}))
say('')
for (const fileSystem of fileSystems) {
  for (const layout of ['links', 'in-place']) {
    const these = all.filter((one) => one.fileSystem === fileSystem && one.layout === layout)
    const count = (outcome: Judged['outcome']): number => these.filter((one) => one.cuts > 0 && one.outcome === outcome).length
    say(`${fileSystem}, ${layout}: ${these.reduce((sum, one) => sum + one.cuts, 0)} power cuts (${these.filter((one) => one.cuts > 1).length} also during recovery); old ${count('old')}, new ${count('new')}; wrong ${these.filter((one) => one.wrong.length > 0).length}`)
  }
}
process.exitCode = all.some((one) => one.wrong.length > 0) ? 1 : 0
