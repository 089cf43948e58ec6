/**
 * The one file that calls into the C library (node:ffi: experimental, but frozen inside our executable). Null where that is not
 * to be had: a sandbox, another Node.
 */
export type FlockAnswer = 'locked' | 'busy'
export type Flock = (descriptor: number) => FlockAnswer

const lockExclusive = 2
const lockNonBlocking = 4
const wouldBlock = 11

export async function loadFlock(): Promise<Flock | null> {
  try {
    const { dlopen, getInt32 } = await import('node:ffi')
    const { functions } = dlopen('libc.so.6', {
      flock: { arguments: ['int32', 'int32'], return: 'int32' },
      __errno_location: { arguments: [], return: 'pointer' },
    })
    return (descriptor) => {
      if (functions.flock(descriptor, lockExclusive | lockNonBlocking) === 0) return 'locked'
      // Read at once: the next system call of this thread overwrites it.
      const errno = getInt32(functions.__errno_location())
      if (errno === wouldBlock) return 'busy'
      throw Object.assign(new Error(`flock(2) failed with errno ${errno}`), { code: `ERRNO_${errno}` })
    }
  } catch {
    return null
  }
}
