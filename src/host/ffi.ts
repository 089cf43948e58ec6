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

/** The process that keeps others from this file with a lock of fcntl(2): null when nobody does, 0 or less when it is not ours to know which. */
export type LockHolder = (descriptor: number) => number | null

const getLock = 5
const [readLock, noLock] = [0, 2]
/** struct flock, with 64-bit offsets: type and whence, start and length (0: the whole file), and the process at byte 24. */
const lockQuestionBytes = 32
const holderAt = 24

export async function loadLockHolder(): Promise<LockHolder | null> {
  try {
    const { dlopen, getInt32 } = await import('node:ffi')
    const { functions: c } = dlopen('libc.so.6', {
      fcntl: { arguments: ['int32', 'int32', 'buffer'], return: 'int32' },
      __errno_location: { arguments: [], return: 'pointer' },
    })
    return (descriptor) => {
      // "Could I read?" is answered by the writers among the holders; it takes no lock, so nobody is ever kept waiting by our question.
      const question = new DataView(new ArrayBuffer(lockQuestionBytes))
      question.setInt16(0, readLock, true)
      if (c.fcntl(descriptor, getLock, new Uint8Array(question.buffer)) !== 0) {
        const errno = getInt32(c.__errno_location())
        throw Object.assign(new Error(`fcntl(2) failed with errno ${errno}`), { code: `ERRNO_${errno}` })
      }
      return question.getInt16(0, true) === noLock ? null : question.getInt32(holderAt, true)
    }
  } catch {
    return null
  }
}

/** One extended attribute of what lies at this path, no link followed: null where it has none of that name, or its file system has none at all. */
export type ReadAttribute = (path: string, name: string, sizeBytesMax: number) => Uint8Array | null

/** ENODATA, EOPNOTSUPP, ENOENT, ENOTDIR. */
const noAttribute: readonly number[] = [61, 95, 2, 20]

export async function loadReadAttribute(): Promise<ReadAttribute | null> {
  try {
    const { dlopen, getInt32 } = await import('node:ffi')
    const { functions: c } = dlopen('libc.so.6', {
      lgetxattr: { arguments: ['buffer', 'buffer', 'buffer', 'uint64'], return: 'int64' },
      __errno_location: { arguments: [], return: 'pointer' },
    })
    return (path, name, sizeBytesMax) => {
      const value = Buffer.alloc(sizeBytesMax)
      const size = c.lgetxattr(Buffer.from(`${path}\0`), Buffer.from(`${name}\0`), value, BigInt(sizeBytesMax))
      if (size >= 0n) return value.subarray(0, Number(size))
      const errno = getInt32(c.__errno_location())
      if (noAttribute.includes(errno)) return null
      throw Object.assign(new Error(`lgetxattr(2) failed with errno ${errno}`), { code: `ERRNO_${errno}` })
    }
  } catch {
    return null
  }
}

/** Hands one datagram to the socket at this path (`@name`: abstract). Never blocks; anything but `sent` says why not. */
export type SendDatagram = (path: string, bytes: Uint8Array) => 'sent' | `errno ${number}`

const unixFamily = 1
/** SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, and MSG_DONTWAIT | MSG_NOSIGNAL. */
const datagramNonBlocking = 2 | 0o2000000 | 0o4000
const neitherWaitNorDie = 0x40 | 0x4000
/** sizeof(sun_path), unix(7). */
const socketPathBytesMax = 108

export async function loadSendDatagram(): Promise<SendDatagram | null> {
  try {
    const { dlopen, getInt32 } = await import('node:ffi')
    const { functions: c } = dlopen('libc.so.6', {
      socket: { arguments: ['int32', 'int32', 'int32'], return: 'int32' },
      sendto: { arguments: ['int32', 'buffer', 'uint64', 'int32', 'buffer', 'uint32'], return: 'int64' },
      close: { arguments: ['int32'], return: 'int32' },
      __errno_location: { arguments: [], return: 'pointer' },
    })
    return (path, bytes) => {
      const address = socketAddress(path)
      if (address === null) return 'errno 36'
      const descriptor = c.socket(unixFamily, datagramNonBlocking, 0)
      const sent = c.sendto(descriptor, bytes, BigInt(bytes.length), neitherWaitNorDie, address, address.length)
      const errno = sent < 0n ? getInt32(c.__errno_location()) : 0
      if (descriptor >= 0) c.close(descriptor)
      return errno === 0 ? 'sent' : `errno ${errno}`
    }
  } catch {
    return null
  }
}

/** struct sockaddr_un, as long as its path: an abstract name has no final NUL. */
function socketAddress(path: string): Uint8Array | null {
  const name = Buffer.from(path.startsWith('@') ? `\0${path.slice(1)}` : `${path}\0`)
  if (name.length > socketPathBytesMax) return null
  // `sun_family` is in the machine's own order; both of our machines are little-endian.
  return Buffer.concat([Buffer.from([unixFamily, 0]), name])
}
