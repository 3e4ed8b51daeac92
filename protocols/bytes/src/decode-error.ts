import { type Declarations, defineErrors } from '@ferraris/errors'

const faults = {
  truncated: ['remote', 'the octets end before the field does', 'was the telegram copied to its end?'],
  trailing: [
    'remote',
    'octets are left over behind the value',
    'does the telegram end where its length says?',
  ],
  unexpected: ['remote', 'an octet that the format does not allow here', 'is it the format you expect?'],
  limit: ['remote', 'a length, count or depth beyond what is accepted', 'is it the format you expect?'],
  checksum: ['remote', 'a check sequence does not fit', 'was the telegram copied without a mistake?'],
} as const satisfies Declarations

/** Why a decoder gave up. */
export type DecodeFault = keyof typeof faults

/**
 * The only error a decoder throws: what is wrong, in which field, at which octet from the start of the decoded input.
 * `path` (`get-request-normal.cosemAttributeDescriptor.instanceId`) is filled from the inside out while the error
 * passes the enclosing declarations.
 */
export class DecodeError extends defineErrors('octets', faults, describe) {
  declare path: string
  declare readonly offset: number

  constructor(code: DecodeFault, offset: number, detail: string) {
    super(code, detail, { offset })
  }

  /** Notes the enclosing field and returns the same error, for `throw error.within(name)`. */
  within(field: string): this {
    this.path = this.path === '' ? field : `${field}.${this.path}`
    this.message = describe(this)
    return this
  }
}

function describe({
  detail,
  path,
  offset,
}: Pick<DecodeError, 'detail' | 'path'> & { offset: number | undefined }): string {
  return `${detail}${path === '' ? '' : ` at ${path}`}, octet ${offset}`
}
