/** When this program was made, to the day: set with every release, beside the version in package.json. No clock that shows less is right (failures.md F25). */
export const builtAtMs = Date.UTC(2026, 10, 21)
