/** What stands in parsed JSON at a dotted path (`build.version`, `checks.0.state`); undefined: nothing. Own keys only: no path leads to `constructor`. */
export function valueAt(value: unknown, path: string): unknown {
  let here = value
  for (const key of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = Reflect.get(here, key)
  }
  return here
}
