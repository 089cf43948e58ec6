/** What is wrong with the address of a proxy; null when nothing is. No message repeats it: it may hold a password. */
export function proxyUrlFault(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return 'must be an address like http://proxy.example.org:3128'
  if (url.username !== '' || url.password !== '') return "holds credentials, which would end up in logs; put 'user:password' into a secret, and its name into proxy_secret"
  return url.pathname === '/' && url.search === '' && url.hash === '' ? null : 'has a path; the address of a proxy ends with its port'
}
