/**
 * Every reason for which the HTTP side does not start, and what to try.
 * `docs/reference/errors-head-end.md` repeats this table; a test keeps the two equal.
 */
export const startErrors = {
  'port-in-use': {
    meaning: 'Another program listens on the port.',
    remedy: 'Stop it, choose another port with `--port`, or let the system choose with `--port 0`.',
  },
  'port-not-permitted': {
    meaning: 'The operating system keeps the port for itself.',
    remedy: 'Choose a port of 1024 or above with `--port`.',
  },
  'address-unavailable': {
    meaning: 'No interface of this machine has the address.',
    remedy: 'Give `--host` an address of this machine, 127.0.0.1, or 0.0.0.0 for all of them.',
  },
  'plain-http-refused': {
    meaning:
      'The address can be reached from other machines, and passwords would cross the network unencrypted.',
    remedy:
      'Give `--tls-cert` and `--tls-key`; behind a proxy that speaks TLS listen on 127.0.0.1; or accept it with `--insecure-http`.',
  },
  'tls-unusable': {
    meaning: 'The certificate or its key cannot be read, or they do not belong together.',
    remedy: 'Give `--tls-cert` and `--tls-key` PEM files of one pair that this user may read.',
  },
  'trust-proxy-unusable': {
    meaning: 'What was given as proxy is no address.',
    remedy:
      'Give `--trust-proxy` the addresses of your proxies, for example `127.0.0.1` or `10.1.0.0/16,loopback`.',
  },
  'concentrators-not-served': {
    meaning:
      'Concentrators cannot call in as asked: a port is taken, or a certificate is missing or unusable.',
    remedy:
      'Choose other ports for them, or stop who has these; beyond loopback give certificate, key and the authority that signs theirs.',
  },
  'api-token-unusable': {
    meaning: '`FERRARIS_API_TOKEN` cannot be sent in a header.',
    remedy: 'Use letters, digits and signs without spaces, for example what `openssl rand -hex 32` prints.',
  },
} as const

export type StartErrorCode = keyof typeof startErrors

/** The HTTP side cannot start as it was asked to. `hint` says what to try. */
export class StartError extends Error {
  override name = 'StartError'
  readonly layer = 'http'
  readonly code: StartErrorCode
  readonly hint: string

  constructor(code: StartErrorCode, message: string, options?: ErrorOptions) {
    super(`${message}. ${startErrors[code].remedy}`, options)
    this.code = code
    this.hint = startErrors[code].remedy
  }
}
