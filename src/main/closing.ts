type Close = () => Promise<void>
const open: Close[] = []

/** What would keep the process alive after its verb has ended: closed once, at the end, newest first. */
export function closeAtEnd(close: Close): void {
  open.push(close)
}

export async function closeAll(): Promise<void> {
  for (const close of open.splice(0).toReversed()) await close()
}
