import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import type { AdmittedFile } from '../run.ts'
import type { AdmitTools } from './admit-tools.ts'
import { treeOf } from './directory-tree.ts'
import { isExtra } from './release-content.ts'

/** What of a release lies in its directory: the managed files, and those of the extras that it holds. REFUSED when one of them is not the file that was unpacked. */
export async function laidDown(directory: string, tools: AdmitTools): Promise<{ readonly files: readonly AdmittedFile[]; readonly extras: readonly AdmittedFile[] }> {
  return { files: await filesOf(directory, tools), extras: await extrasOf(directory, tools) }
}

/** Read back from the disk, not remembered from writing it: this digest is what the plan will hold the live file to. */
async function filesOf(directory: string, { disk, rules, owner }: AdmitTools): Promise<readonly AdmittedFile[]> {
  const files: AdmittedFile[] = []
  for (const name of rules.binaries) {
    files.push(await fileOf(name, directory, { disk, owner }))
  }
  return files
}

/** Those of the extras that the release holds. */
async function extrasOf(directory: string, { disk, rules, owner }: AdmitTools): Promise<readonly AdmittedFile[]> {
  const entries = await treeOf(disk, directory)
  const names = entries.filter(({ path, facts }) => facts.kind === 'file' && isExtra(path, rules)).map(({ path }) => path)
  return Promise.all(names.map((name) => fileOf(name, directory, { disk, owner })))
}

async function fileOf(name: string, directory: string, { disk, owner }: Pick<AdmitTools, 'disk' | 'owner'>): Promise<AdmittedFile> {
  const path = posix.join(directory, name)
  const [facts, sha256] = [await disk.look(path), await disk.sha256(path)]
  if (facts?.kind !== 'file' || sha256 === null || facts.uid !== owner.uid) throw failure('REFUSED', `'${path}' is not the file that was unpacked`)
  return { name, path, sha256, mode: facts.mode }
}
