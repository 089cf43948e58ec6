/** `service`: whatever has a program. `socket`: listens on behalf of one. `trigger`: a timer or a path, which starts a service when its moment comes, and holds nothing open. */
export type UnitKind = 'service' | 'socket' | 'trigger'

/** By its name (systemd.unit(5)). */
export function unitKind(name: string): UnitKind {
  if (name.endsWith('.socket')) return 'socket'
  return name.endsWith('.timer') || name.endsWith('.path') ? 'trigger' : 'service'
}
