import { InputError } from '../errors.ts'
import { HeadEndRefusal, NetworkError } from './head-end-error.ts'

type AskArguments = [
  method: string,
  path: string,
  body: object | Uint8Array<ArrayBuffer> | undefined,
  what: string,
]

/** What a person calls the service that is asked. */
interface Asked {
  readonly option: string
  readonly name: string
}

/** The REST interface of a head-end, or of another service, with the token in `FERRARIS_API_TOKEN`. */
export class HeadEndDoor {
  readonly #base: string
  readonly #token: string
  readonly #name: string

  /** Throws InputError for an address that would carry the token in clear, and without a token. */
  constructor(url: string, { option, name }: Asked = { option: '--head-end', name: 'the head-end' }) {
    this.#base = safeUrl(url, option)
    this.#name = name
    const token = process.env.FERRARIS_API_TOKEN
    if (!token) {
      const remedy = 'put the token of an operator into the environment'
      throw new InputError('FERRARIS_API_TOKEN', 'is missing', remedy)
    }
    this.#token = token
  }

  /**
   * Asks, and gives the answer; octets go as they are. `what` names what was asked for, should it be refused. Throws
   * NetworkError, HeadEndRefusal.
   */
  post(path: string, body: object | Uint8Array<ArrayBuffer> | undefined, what: string): Promise<object> {
    return this.#ask('POST', path, body, what)
  }

  /** As `post`: changes something that is there. */
  patch(path: string, body: object, what: string): Promise<object> {
    return this.#ask('PATCH', path, body, what)
  }

  /** As `post`: asks what is there. */
  get(path: string, what: string): Promise<object> {
    return this.#ask('GET', path, undefined, what)
  }

  /** As `post`: puts something in its place. */
  put(path: string, body: object | undefined, what: string): Promise<object> {
    return this.#ask('PUT', path, body, what)
  }

  /** As `post`: removes something. */
  delete(path: string, what: string): Promise<object> {
    return this.#ask('DELETE', path, undefined, what)
  }

  /** As `get`: a document that is not JSON. */
  async octets(path: string, what: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#fetch('GET', path, undefined, what)).arrayBuffer())
  }

  async #ask(...asked: AskArguments): Promise<object> {
    return (await (await this.#fetch(...asked)).json().catch(() => ({}))) as object
  }

  async #fetch(...[method, path, body, what]: AskArguments): Promise<Response> {
    const octets = body instanceof Uint8Array
    const answer = await fetch(`${this.#base}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && {
          'content-type': octets ? 'application/octet-stream' : 'application/json',
        }),
      },
      ...(body !== undefined && { body: octets ? body : JSON.stringify(body) }),
    }).catch((cause: Error) => {
      const reason = (cause.cause as NodeJS.ErrnoException | undefined)?.code ?? cause.message
      const detail = `${this.#base}: ${reason}; nothing is lost here, try again later`
      throw new NetworkError('head-end-unreachable', detail, { cause })
    })
    if (answer.ok) return answer
    const given = (await answer.json().catch(() => ({}))) as { detail?: string; title?: string }
    const detail = given.detail ?? given.title ?? `status ${answer.status}`
    throw new HeadEndRefusal(answer.status, `${this.#name} refuses ${what}: ${detail}`)
  }
}

/** A token goes over the network encrypted, or not at all. Throws InputError. */
function safeUrl(text: string, option: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isHere = url !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere)) return url.origin
  throw new InputError(option, `${text} is not safe`, 'write https://head-end.example')
}
