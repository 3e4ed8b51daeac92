import { dateTime, integer, oneOf, text, token } from '../schema/leaves.ts'
import { attributed, group, many, required, type ValueOf } from '../schema/schema.ts'

/** An object by its identifier; its attributes say which kind of name it is. Plain text in the first edition. */
const id = attributed('idType', 'idAuthority', 'kind', 'objectType')

const identifiedObject = group({
  mRID: token,
  Name: many(group({ name: required(token), NameType: group({ name: required(token) }) })),
  objectType: token,
})

export const replyError = group({
  code: required(token),
  level: oneOf('INFORM', 'WARNING', 'FATAL', 'CATASTROPHIC'),
  reason: text,
  details: text,
  xpath: token,
  stackTrace: text,
  Location: group({ node: token, pipeline: token, stage: token }),
  ID: id,
  relatedID: id,
  object: identifiedObject,
  operationId: integer,
})

export const reply = group(
  {
    Result: required(oneOf('OK', 'PARTIAL', 'FAILED')),
    Error: many(replyError),
    ID: many(id),
    operationId: integer,
  },
  'message',
)

/** What a request comes to; `Error` also carries the code of success. */
export type Reply = ValueOf<typeof reply>
export type ReplyError = ValueOf<typeof replyError>

/** Members of a request that every noun shares. What it asks about follows by the nouns of queries. */
export const requestFields = {
  StartTime: dateTime,
  EndTime: dateTime,
  Option: many(group({ name: required(token), value: text })),
  ID: many(id),
} as const
