import { gunzip } from './gunzip.ts'
import { inflateRaw } from './inflate.ts'
import type { Decompressors } from './types.ts'
import { unxz } from './unxz.ts'
import { unzstd } from './unzstd.ts'

export const decompressors: Decompressors = { gunzip, inflateRaw, unxz, unzstd }
