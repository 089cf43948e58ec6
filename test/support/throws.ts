import assert from 'node:assert/strict'
import { type FailureCode, isFailure } from '../../src/errors.ts'

/** Asserts that the function throws a failure with this code whose message matches; a bug or any other exception fails the test. */
export function throwsFailure(code: FailureCode, message: RegExp, act: () => unknown): void {
  let result: unknown
  try {
    result = act()
  } catch (thrown) {
    return isThatFailure(thrown, code, message)
  }
  assert.fail(`nothing was thrown; the result was ${JSON.stringify(result)}`)
}

/** As `throwsFailure`, for a promise. */
export async function rejectsWithFailure(code: FailureCode, message: RegExp, promise: Promise<unknown>): Promise<void> {
  const [outcome] = await Promise.allSettled([promise])
  if (outcome.status === 'fulfilled') assert.fail(`nothing was thrown; the result was ${JSON.stringify(outcome.value)}`)
  isThatFailure(outcome.reason, code, message)
}

function isThatFailure(thrown: unknown, code: FailureCode, message: RegExp): void {
  if (!isFailure(thrown)) throw thrown
  assert.equal(thrown.code, code, `${thrown.code}: ${thrown.message}`)
  assert.match(thrown.message, message)
}
