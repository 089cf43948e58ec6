import { buildInfo } from './build-info-shape.ts'
import { channel } from './channel-shape.ts'
import { companion, generate } from './companion-shape.ts'
import { data } from './data-shape.ts'
import { exports } from './export-shape.ts'
import { health, limits, rollback } from './health-shape.ts'
import { network } from './network-shape.ts'
import { policy } from './policy-shape.ts'
import { rehearsal, rehearsed } from './rehearsal-shape.ts'
import { archive, files, release } from './release-shape.ts'
import { unit } from './unit-shape.ts'

/** The sections of an app file, in the order of the manual. */
export const sections = ['source', 'mirror', 'network', 'trust', 'release', 'archive', 'layout', 'file', 'generate', 'unit', 'gate', 'rehearse', 'rehearsal', 'data', 'probe', 'health', 'rollback', 'channel', 'policy', 'coordination', 'tell', 'build_info', 'export', 'limits'] as const

/** What our own sections look like and become; a driver's table is the driver's to describe. */
export const shape = { release, network, archive, files, companion, generate, unit, rehearsal, rehearsed, data, buildInfo, health, rollback, channel, policy, exports, limits } as const
