import { changesDisk } from './changes-disk.ts'
import { readsDisk } from './reads-disk.ts'
import type { Disk } from './types.ts'

/** The real disk. */
export const disk: Disk = { ...readsDisk, ...changesDisk }
