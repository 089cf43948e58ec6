/** What is wrong with one entry of a list of hosts that are reached directly: a name, an address, a network. Null when nothing is. */
export function noProxyFault(entry: string): string | null {
  const [network = '', prefix, ...more] = entry.split('/')
  const bits = addressBits(network)
  if (bits === null) return prefix === undefined && hostName.test(network) ? null : 'is neither a host name, nor an address, nor a network like 10.0.0.0/8'
  if (more.length > 0 || (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))) return 'has a prefix length that its address cannot have'
  return null
}

/** `example.org` and `.example.org` mean the same: the host, and everything below it. A last label of digits is an address that went wrong. */
const hostName = /^\.?(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*(?!\d+$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/i

function addressBits(text: string): 32 | 128 | null {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return text.split('.').every((part) => Number(part) <= 255) ? 32 : null
  return /^[0-9a-f:.]+$/i.test(text) && text.includes(':') && URL.canParse(`http://[${text}]/`) ? 128 : null
}
