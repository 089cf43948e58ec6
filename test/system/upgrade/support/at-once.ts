/** Does it for each, so many at a time. Ends when all have ended; then the first failure is thrown. */
export async function atOnce<T>(most: number, all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  const left = [...all]
  const worker = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await act(one)
  }
  const ended = await Promise.allSettled(Array.from({ length: most }, worker))
  for (const end of ended) if (end.status === 'rejected') throw end.reason
}
