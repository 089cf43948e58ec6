import * as v from 'valibot'
import type { DriverSchemas } from '../../src/config/read-settings.ts'

/** Drivers that exist only here, some of them careless about secrets: the settings must be right whatever the drivers are. */
export const someDrivers: DriverSchemas = {
  sources: {
    url: v.strictObject({ url: v.pipe(v.string(), v.startsWith('https://', (issue) => `'${issue.input}' must begin with https://`)), artifact: v.string() }),
    // Says its kind itself, and is not strict: both must work.
    directory: v.object({ kind: v.literal('directory'), path: v.string() }),
  },
  trust: { minisign: v.strictObject({ keys: v.pipe(v.array(v.string()), v.minLength(1)), signs: v.optional(v.string(), 'SHA256SUMS') }) },
  layouts: { links: v.strictObject({ home: v.string() }), 'in-place': v.strictObject({}) },
  gates: { exec: v.strictObject({ command: v.array(v.string()) }) },
  tellers: { webhook: v.strictObject({ url: v.string(), secret: v.optional(v.string()) }) },
  coordinators: { alone: v.strictObject({}), fleetlock: v.strictObject({ url: v.string() }) },
  probes: {
    version: v.strictObject({ command: v.array(v.string()) }),
    http: v.strictObject({ url: v.string(), password: v.optional(v.pipe(v.string(), v.check((text) => text.length > 99, (issue) => `'${issue.input}' is too short`))), retries: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9))) }),
  },
}

/** The smallest useful file. */
export const smallest = `[source]
url = "https://releases.example.org/{tag}/SHA256SUMS"
artifact = "jaco-{tag}-linux-{arch}.tar.gz"
[[trust]]
keys = ["RWQtest"]
`
