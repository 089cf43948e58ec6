import { BlockList, isIP } from 'node:net'

/** How far away an address is. `special`: multicast, reserved, documentation: nowhere a release can come from. */
export type Reach = 'public' | 'private' | 'loopback' | 'link-local' | 'special'

type Subnet = readonly [network: string, prefix: number]
const subnets: Readonly<Record<Exclude<Reach, 'public'>, readonly Subnet[]>> = {
  // "This host" (0.0.0.0/8, ::) reaches our own listeners, like loopback.
  loopback: [['127.0.0.0', 8], ['0.0.0.0', 8], ['::1', 128], ['::', 128]],
  // Cloud metadata services live here.
  'link-local': [['169.254.0.0', 16], ['fe80::', 10]],
  private: [['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16], ['100.64.0.0', 10], ['fc00::', 7], ['fec0::', 10]],
  // 64:ff9b, 2002, ::/96 and ::ffff:0:0:0/96 wrap an IPv4 address that would escape the tables above.
  special: [['::', 96], ['::ffff:0:0:0', 96], ['192.0.0.0', 24], ['198.18.0.0', 15], ['224.0.0.0', 3], ['ff00::', 8], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['2002::', 16], ['2001:db8::', 32]],
}
const lists = Object.entries(subnets).map(([reach, nets]) => [reach as Exclude<Reach, 'public'>, listOf(nets)] as const)

/** The reach of an IP address (IPv4-mapped IPv6 counts as the IPv4 in it); null when the text is a name. */
export function reachOf(address: string): Reach | null {
  const family = isIP(address)
  if (family === 0) return null
  const translated = family === 6 ? throughNat64(address) : null
  if (translated !== null) return translated
  return lists.find(([, list]) => list.check(address, family === 4 ? 'ipv4' : 'ipv6'))?.[0] ?? 'public'
}

/**
 * Whether a redirect may lead from an origin of this reach to a target of that one. A release server must not be able to turn us
 * against what only we can reach: our own ports, the metadata service, the neighbours (failures.md F20, J25).
 */
export function mayLead(origin: Reach, target: Reach): boolean {
  switch (target) {
    case 'public': return true
    case 'private': return origin === 'private' || origin === 'loopback'
    case 'loopback': return origin === 'loopback'
    case 'link-local':
    case 'special': return false
  }
}

/** Whether the operator's own word may lead there. The metadata service hands out the machine's own credentials: who does not mean it shall not reach it. */
export function mayBegin(may: 'public' | 'link-local', first: Reach): boolean {
  switch (first) {
    case 'loopback': return true
    case 'link-local': return may === 'link-local'
    case 'public':
    case 'private':
    case 'special': return may === 'public'
  }
}

/** `[::1]` of a URL, without the brackets. */
export function bareHost(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1')
}

/**
 * On a network that has IPv6 alone every IPv4 server looks like this (RFC 6052). What is public behind the translator is public, and metadata behind it
 * metadata; anything else there is the translator's own surroundings, and nowhere a release can come from.
 */
function throughNat64(address: string): Reach | null {
  const found = /^\[64:ff9b::(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})\]$/.exec(new URL(`http://[${address}]/`).hostname)
  if (found === null) return null
  const [high, low] = [Number.parseInt(found[1] ?? '0', 16), Number.parseInt(found[2] ?? '0', 16)]
  const behind = reachOf([high >> 8, high & 0xff, low >> 8, low & 0xff].join('.'))
  return behind === 'public' || behind === 'link-local' ? behind : 'special'
}

function listOf(nets: readonly Subnet[]): BlockList {
  const list = new BlockList()
  for (const [network, prefix] of nets) list.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4')
  return list
}
