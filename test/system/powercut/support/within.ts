/** What a promise says, or a failure once the time is up. */
export async function within<T>(seconds: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(`not within ${seconds} s`)), seconds * 1000)
  return await Promise.race([promise, late.promise]).finally(() => clearTimeout(timer))
}
