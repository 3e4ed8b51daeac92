import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  CimError,
  decodeMessage,
  decodeSoap,
  encodeSoap,
  encodeSoapFault,
  genericWsdl,
  isNoun,
  type SoapUser,
  soapContentType,
  typedWsdl,
  xsdFiles,
} from '@ferraris/cim'
import { Problem, query, senderOf } from '@ferraris/service'
import { longestMessage } from '@ferraris/transport'
import { Type } from 'typebox'
import type { Answer, Inbox } from '../inbox/inbox.ts'

export interface DoorParts {
  readonly integration: { readonly inbox: Inbox }
}

const xml = 'application/xml'
const types = [xml, 'text/xml', 'application/soap+xml']
const year = '2011'

const wsdlQuery = query({
  noun: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'Of the typed service of this noun; default: the generic one.',
    }),
  ),
  version: Type.Optional(Type.Enum(['1.1', '1.2'], { description: 'Of SOAP; default 1.1.' })),
})

/** Where other systems send messages by HTTP, in SOAP or without. */
export function doorRoutes({ integration }: DoorParts): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['integration']
    // Of this plugin's routes alone. Pages of other sites cannot send these types without asking first either.
    for (const type of types)
      app.addContentTypeParser(type, { parseAs: 'buffer' }, (_, body, done) => done(null, body))

    const take = async (request: Sent, door: 'http' | 'soap'): Promise<Answer> => {
      const octets: unknown = request.body
      if (!Buffer.isBuffer(octets)) throw new Problem('invalid-request', 'the body must be the message')
      const { name, role } = senderOf(request)
      return await integration.inbox.take({ octets, door, destination: null, sender: name, role })
    }
    const schema = (summary: string, description: string) => ({
      tags,
      summary,
      description,
      consumes: types,
      body: {
        content: Object.fromEntries(
          types.map(type => [
            type,
            { schema: Type.Unsafe<Buffer>({ description: `At most ${longestMessage} octets.` }) },
          ]),
        ),
      },
      response: {
        '2xx': { description: 'The answer.', content: { [xml]: { schema: Type.String() } } },
      },
    })
    // What a message may ask for depends on the role of its sender, noun by noun; it is kept and worked on in transactions of its own.
    const door = { config: { access: 'viewer', ownTransactions: true }, bodyLimit: longestMessage } as const

    app.post('/integration/cim', {
      ...door,
      schema: schema(
        'Hand over a message of IEC 61968-100',
        'The message itself, generic or typed. The answer is a ResponseMessage, also of what is refused; 400 with a FaultMessage for what cannot be read. The same MessageID sent again is answered as before.',
      ),
      handler: async (request, reply) => {
        const answer = await take(request, 'http')
        const { status, type, body } = answer.soap === undefined ? plain(answer) : inSoap(answer)
        return reply.code(status).type(type).send(body)
      },
    })

    app.post('/integration/soap', {
      ...door,
      config: { ...door.config, credentialsIn: userTokenIn },
      schema: schema(
        'Hand over a message in SOAP',
        'Of version 1.1 or 1.2, document/literal; see the WSDL. Instead of a header, a UsernameToken of WS-Security may say the name of a token and its text (PasswordText).',
      ),
      handler: async (request, reply) => {
        const { status, type, body } = inSoap(await take(request, 'soap'))
        return reply.code(status).type(type).send(body)
      },
    })

    app.get('/integration/soap', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'The description of the SOAP service (WSDL)',
        querystring: wsdlQuery,
        response: { 200: { description: 'WSDL 1.1.', content: { [xml]: { schema: Type.String() } } } },
      },
      handler: async (request, reply) => {
        const { noun, version = '1.1' } = request.query
        const address = `${request.protocol}://${request.host}/api/v1/integration/soap`
        if (noun !== undefined && !isNoun(noun)) throw new Problem('not-found', `there is no noun ${noun}`)
        const settings = { address, version, year }
        return reply.type(xml).send(noun === undefined ? genericWsdl(settings) : typedWsdl(noun, settings))
      },
    })

    app.get('/integration/schemas/:file', {
      config: { access: 'viewer' },
      schema: {
        tags,
        summary: 'A schema of the messages (XSD)',
        params: Type.Object({ file: Type.String({ maxLength: 128 }) }),
        response: { 200: { description: 'XML Schema 1.0.', content: { [xml]: { schema: Type.String() } } } },
      },
      handler: async (request, reply) => {
        const files = xsdFiles(year)
        const text = files.get(request.params.file)
        if (text === undefined) throw new Problem('not-found', `there are ${[...files.keys()].join(', ')}`)
        return reply.type(xml).send(text)
      },
    })
  }
}

/** The token that a UsernameToken of WS-Security names (OASIS, Username Token Profile 1.1). Throws Problem. */
function userTokenIn(body: unknown): { readonly name: string; readonly token: string } | undefined {
  const user = Buffer.isBuffer(body) ? userIn(body) : undefined
  if (user?.Password === undefined) return undefined
  const { Username: name, Password: password } = user
  // We keep digests of tokens, and a digest of the password is over the password itself.
  if (password.Type !== undefined && !password.Type.endsWith('#PasswordText'))
    throw new Problem('not-signed-in', 'send the text of the token, as PasswordText')
  return { name, token: password.value }
}

function userIn(octets: Uint8Array): SoapUser | undefined {
  try {
    return decodeSoap(octets).user
  } catch (error) {
    if (error instanceof CimError) return undefined
    throw error
  }
}

type Sent = Parameters<typeof senderOf>[0]

interface HttpAnswer {
  readonly status: number
  readonly type: string
  readonly body: string
}

function plain({ xml: text, outcome }: Answer): HttpAnswer {
  return { status: outcome === 'unreadable' ? 400 : 200, type: xml, body: text }
}

/** In the version that the message came in; what cannot be read is a fault of its sender (SOAP 1.1, 4.4). */
function inSoap({ xml: text, outcome, soap: version = '1.1' }: Answer): HttpAnswer {
  const message = decodeMessage(new TextEncoder().encode(text))
  const type = soapContentType(version)
  if (message.kind !== 'fault')
    return { status: 200, type, body: Buffer.from(encodeSoap(message, { version })).toString() }
  const reason = message.Reply.Error?.[0]?.details ?? outcome
  const body = Buffer.from(encodeSoapFault('sender', reason, message, { version })).toString()
  // SOAP 1.1, 6.2: a fault comes with 500; in 1.2 one of the sender with 400.
  return { status: version === '1.1' ? 500 : 400, type, body }
}
