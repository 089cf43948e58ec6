import { type Stage, type } from '../stage.ts'

/** What is left of all this for whoever comes next. */
export async function history(stage: Stage): Promise<void> {
  const { tell, exporter, etcd } = stage
  tell.act('what happened here', 'Every transaction left an account of itself.')
  const first = await type(stage, 'app-upgrade', 'history', exporter.daemon.app)
  const second = await type(stage, 'app-upgrade', 'history', etcd.daemon.app)
  const versions = [exporter.versions.newer.version, exporter.versions.older.version]
  tell.must(versions.every((version) => first.output.includes(version)), 'there and back again, both are on record')
  tell.must(second.output.includes(etcd.versions.newer.version), 'so is the release that was ill, with its reason')
}
