/** A broken invariant with a stack of one known line. */
export function bug(): Promise<never> {
  const thrown = new TypeError("Cannot read properties of undefined (reading 'version')")
  thrown.stack = `${thrown.name}: ${thrown.message}\n    at fold (app-upgrade:1:2)`
  return Promise.reject(thrown)
}
