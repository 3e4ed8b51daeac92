import { JournalError } from './journal.ts'

/** Does what writes; something else where the memory takes nothing more, because the disk under it is full. */
export function unlessFull<Result>(action: () => Result, otherwise: Result): Result {
  try {
    return action()
  } catch (error) {
    if (error instanceof JournalError && error.code === 'unwritable') return otherwise
    throw error
  }
}
