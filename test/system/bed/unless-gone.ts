/** Test processes that start together sweep the same leftovers: what is there at one call may be gone at the next, or busy. */
export function unlessGone<T>(act: () => T, otherwise: T): T {
  try {
    return act()
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && ['ENOENT', 'ENODEV', 'ESRCH', 'EBUSY'].includes(String(thrown.code))) return otherwise
    throw thrown
  }
}
