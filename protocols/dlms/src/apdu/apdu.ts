import { DecodeError, defined } from '@ferraris/bytes'
import { type Codec, decodeField, type ValueOf } from '@ferraris/codec'
import { aare } from '../acse/aare.ts'
import { aarq } from '../acse/aarq.ts'
import { rlre, rlrq } from '../acse/release.ts'
import { initiateRequest, initiateResponse } from './association/initiate.ts'
import { confirmedServiceError, exceptionResponse } from './errors.ts'
import {
  generalBlockTransfer,
  generalCiphering,
  generalKeyCiphering,
  generalSigning,
} from './protection/general.ts'
import { protectedContent } from './protection/protected-content.ts'
import { accessRequest, accessResponse } from './services/access.ts'
import { actionRequest, actionResponse } from './services/action.ts'
import { getRequest, getResponse } from './services/get.ts'
import { dataNotification, dataNotificationConfirm, eventNotification } from './services/notification.ts'
import { setRequest, setResponse } from './services/set.ts'
import {
  informationReport,
  readRequest,
  readResponse,
  writeRequest,
  writeResponse,
} from './services/short-name.ts'
import { type ApduName, apduName, apduTags, serviceCiphering } from './tags.ts'

/** What stands behind the tag octet of each plain APDU. */
export const plainApdus = {
  'initiate-request': initiateRequest,
  'initiate-response': initiateResponse,
  'read-request': readRequest,
  'read-response': readResponse,
  'write-request': writeRequest,
  'write-response': writeResponse,
  'unconfirmed-write-request': writeRequest,
  'information-report-request': informationReport,
  'confirmed-service-error': confirmedServiceError,
  'data-notification': dataNotification,
  'data-notification-confirm': dataNotificationConfirm,
  'get-request': getRequest,
  'get-response': getResponse,
  'set-request': setRequest,
  'set-response': setResponse,
  'action-request': actionRequest,
  'action-response': actionResponse,
  'event-notification-request': eventNotification,
  'access-request': accessRequest,
  'access-response': accessResponse,
  'exception-response': exceptionResponse,
} as const

/** APDUs of ACSE: BER, the tag octet is part of the declaration. */
export const acseApdus = { aarq, aare, rlrq, rlre } as const

/** APDUs that carry another APDU. */
export const generalApdus = {
  'general-glo-ciphering': generalKeyCiphering,
  'general-ded-ciphering': generalKeyCiphering,
  'general-ciphering': generalCiphering,
  'general-signing': generalSigning,
  'general-block-transfer': generalBlockTransfer,
} as const

type Declared = typeof plainApdus & typeof acseApdus & typeof generalApdus
type Ciphered = Exclude<ApduName, keyof Declared>

/** Any APDU with its name. What a ciphered one protects stays octets. */
export type Apdu =
  | { [N in keyof Declared]: { readonly apdu: N; readonly value: ValueOf<Declared[N]> } }[keyof Declared]
  | { readonly apdu: Ciphered; readonly value: ValueOf<typeof protectedContent> }

const declared: Readonly<Record<string, Codec<unknown>>> = { ...plainApdus, ...acseApdus, ...generalApdus }

/** The declaration behind an APDU's name; a service-specific ciphered one is protected content. */
export function apduCodec(name: ApduName): Codec<unknown> {
  return serviceCiphering(apduTags[name]) === undefined
    ? defined(declared[name], name)
    : (protectedContent as Codec<unknown>)
}

/** One APDU of any kind, told by its tag octet (IEC 62056-5-3, 9.5). */
export const anyApdu: Codec<Apdu> = {
  shape: { kind: 'leaf', name: 'APDU' },
  encode(writer, { apdu, value }) {
    if (!(apdu in acseApdus)) writer.u8(apduTags[apdu])
    apduCodec(apdu).encode(writer, value)
  },
  decode(reader) {
    const offset = reader.offset
    const name = apduName(reader.peek())
    if (name === undefined) {
      throw new DecodeError('unexpected', offset, `apdu tag ${reader.peek().toString(16).padStart(2, '0')}`)
    }
    if (!(name in acseApdus)) decodeField(reader, 'tag', tagOctet)
    else {
      // The declaration reads its own tag octet: this only tells where it stands.
      reader.tracer?.enter('tag', offset)
      reader.tracer?.leave(offset + 1, name)
    }
    try {
      return { apdu: name, value: apduCodec(name).decode(reader) } as Apdu
    } catch (error) {
      throw error instanceof DecodeError ? error.within(name) : error
    }
  },
}

const tagOctet: Codec<string> = {
  shape: { kind: 'leaf', name: 'tag' },
  encode: (writer, name) => void writer.u8(apduTags[name as ApduName]),
  decode: reader => defined(apduName(reader.u8()), 'the name of the tag'),
}
