import type { Check } from './check.ts'
import {
  type CustomerDownMessage,
  type CustomerUpMessage,
  customerDownMessage,
  customerUpMessage,
} from './customer/messages.ts'
import { type DownMessage, downMessage } from './messages/down-message.ts'
import { type LocalAnswer, type LocalRequest, localAnswer, localRequest } from './messages/local.ts'
import { type UpMessage, upMessage } from './messages/up-message.ts'
import { withoutMalformed } from './spared.ts'
import { UplinkError } from './uplink-error.ts'

/** Characters of a message's text: an inventory of 2,000 meters behind eight repeaters each has about a million. */
export const longestText = 4 * 1024 * 1024

/** The JSON text of a message. Throws {@link UplinkError}, so that a mistake is found at the sender. */
export function encodeUpMessage(message: UpMessage): string {
  return write(upMessage, message)
}

/**
 * Reads a message of the way up. Items of its list that are malformed are left out, and told in `malformed`. Throws {@link UplinkError} and
 * nothing else.
 */
export function decodeUpMessage(text: string): UpMessage {
  const value = parse(text)
  try {
    return upMessage(value, '')
  } catch (error) {
    return withoutMalformed(upMessage, value, error)
  }
}

/** The JSON text of a message to a concentrator. Throws {@link UplinkError}. */
export function encodeDownMessage(message: DownMessage): string {
  return write(downMessage, message)
}

/** Reads a message of the way down. Throws {@link UplinkError} and nothing else. */
export function decodeDownMessage(text: string): DownMessage {
  return read(downMessage, text)
}

/** The JSON text of a field device's request at the local port. Throws {@link UplinkError}. */
export function encodeLocalRequest(request: LocalRequest): string {
  return write(localRequest, request)
}

/** Throws {@link UplinkError} and nothing else. */
export function decodeLocalRequest(text: string): LocalRequest {
  return read(localRequest, text)
}

/** The JSON text of a concentrator's answer at its local port. Throws {@link UplinkError}. */
export function encodeLocalAnswer(answer: LocalAnswer): string {
  return write(localAnswer, answer)
}

/** Throws {@link UplinkError} and nothing else. */
export function decodeLocalAnswer(text: string): LocalAnswer {
  return read(localAnswer, text)
}

/** The JSON text of a message to a customer's device. Throws {@link UplinkError}. */
export function encodeCustomerDown(message: CustomerDownMessage): string {
  return write(customerDownMessage, message)
}

/** Throws {@link UplinkError} and nothing else. */
export function decodeCustomerDown(text: string): CustomerDownMessage {
  return read(customerDownMessage, text)
}

/** The JSON text of a message from a customer's device. Throws {@link UplinkError}. */
export function encodeCustomerUp(message: CustomerUpMessage): string {
  return write(customerUpMessage, message)
}

/** Throws {@link UplinkError} and nothing else. */
export function decodeCustomerUp(text: string): CustomerUpMessage {
  return read(customerUpMessage, text)
}

function write<T>(check: Check<T>, message: T): string {
  const text = JSON.stringify(check(message, ''))
  if (text.length > longestText) throw tooLong(text)
  return text
}

function read<T>(check: Check<T>, text: string): T {
  return check(parse(text), '')
}

function parse(text: string): unknown {
  if (text.length > longestText) throw tooLong(text)
  try {
    return JSON.parse(text)
  } catch {
    // The engine's own message repeats part of the text, which may be a key.
    throw new UplinkError('not-json', '', 'the message is no JSON')
  }
}

function tooLong(text: string) {
  return new UplinkError(
    'too-long',
    '',
    `a message of ${text.length} characters; at most ${longestText} are taken`,
  )
}
