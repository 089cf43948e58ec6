/** A moment for messages; what a Date cannot hold is told as it came. */
export function timeOf(ms: number): string {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? `second ${Math.floor(ms / 1000)}` : date.toISOString()
}
