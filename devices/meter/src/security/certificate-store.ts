import {
  type Certificate,
  type CertificateUse,
  type PublicKey,
  readCertificate,
  SecurityError,
  verifyCertificate,
} from '@ferraris/dlms/security'
import type { NonVolatile } from '../store/memory/non-volatile.ts'

/** The subject of a certificate, as class 64 numbers them. */
type CertificateEntity = 'server' | 'client' | 'certification-authority'

/** Which certificate is meant: by its owner and use, or by its number and issuer (names as DER). */
export type CertificateIdentification =
  | { readonly entity: CertificateEntity; readonly use: CertificateUse; readonly systemTitle: Uint8Array }
  | { readonly serialNumber: Uint8Array; readonly issuer: Uint8Array }

/** A meter has room for so many. */
const most = 32

function same(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0
}

/**
 * The certificates that a meter holds besides its trust anchors: its own, those of its clients and of the authorities in
 * between. Read from the memory when they are first needed.
 */
export class CertificateStore {
  readonly #memory: NonVolatile
  readonly #anchors: readonly Uint8Array[]
  readonly #systemTitle: Uint8Array
  #held: Certificate[] | undefined
  #trusted: Certificate[] | undefined

  constructor(memory: NonVolatile, anchors: readonly Uint8Array[], systemTitle: Uint8Array) {
    this.#memory = memory
    this.#anchors = anchors
    this.#systemTitle = systemTitle
  }

  /** All that are held, trust anchors first. */
  all(): readonly Certificate[] {
    return [...this.#trustAnchors(), ...this.#certificates()]
  }

  entityOf(certificate: Certificate): CertificateEntity {
    if (certificate.use === 'certification-authority') return 'certification-authority'
    return same(certificate.systemTitle, this.#systemTitle) ? 'server' : 'client'
  }

  /** The public key of the owner of a system title, from a certificate that is still valid. */
  publicKey(systemTitle: Uint8Array, use: CertificateUse, now: number): PublicKey | undefined {
    return this.#certificates().find(
      it => it.use === use && same(it.systemTitle, systemTitle) && it.notBefore <= now && now <= it.notAfter,
    )?.publicKey
  }

  /** The public key in a certificate that a client sent along, if it is that client's and trusted. */
  publicKeyIn(
    octets: Uint8Array,
    systemTitle: Uint8Array,
    use: CertificateUse,
    now: number,
  ): PublicKey | undefined {
    const certificate = this.#verified(octets, now)
    return certificate?.use === use && same(certificate.systemTitle, systemTitle)
      ? certificate.publicKey
      : undefined
  }

  /**
   * Takes a certificate (DER) that leads to a trust anchor, in place of another of the same owner and use. Returns it,
   * or undefined if it is none, or not trusted, or if there is no room.
   */
  import(
    octets: Uint8Array,
    now: number,
    isOurs: (certificate: Certificate) => boolean,
  ): Certificate | undefined {
    const certificate = this.#verified(octets, now)
    if (certificate === undefined) return undefined
    if (this.entityOf(certificate) === 'server' && !isOurs(certificate)) return undefined
    const others = this.#certificates().filter(
      it => it.use !== certificate.use || Buffer.compare(it.subject, certificate.subject) !== 0,
    )
    if (others.length >= most) return undefined
    this.#keep([...others, certificate])
    return certificate
  }

  find(wanted: CertificateIdentification): Certificate | undefined {
    return this.all().find(it => this.#is(it, wanted))
  }

  /** Trust anchors stay. */
  remove(wanted: CertificateIdentification): boolean {
    const rest = this.#certificates().filter(it => !this.#is(it, wanted))
    if (rest.length === this.#certificates().length) return false
    this.#keep(rest)
    return true
  }

  #is(certificate: Certificate, wanted: CertificateIdentification): boolean {
    if ('serialNumber' in wanted)
      return same(certificate.serialNumber, wanted.serialNumber) && same(certificate.issuer, wanted.issuer)
    const { entity, use, systemTitle } = wanted
    // An authority has no system title: it is told by its common name as octets.
    const name =
      entity === 'certification-authority'
        ? Buffer.from(certificate.subjectName ?? '')
        : certificate.systemTitle
    return this.entityOf(certificate) === entity && certificate.use === use && same(name, systemTitle)
  }

  #verified(octets: Uint8Array, now: number): Certificate | undefined {
    try {
      const certificate = readCertificate(octets)
      const authorities = this.#certificates().filter(({ use }) => use === 'certification-authority')
      verifyCertificate(certificate, this.#trustAnchors(), authorities, now)
      return certificate
    } catch (error) {
      if (error instanceof SecurityError) return undefined
      throw error
    }
  }

  #trustAnchors(): Certificate[] {
    this.#trusted ??= this.#anchors.map(readCertificate)
    return this.#trusted
  }

  #certificates(): Certificate[] {
    this.#held ??= (this.#memory.get<string[]>('certificates') ?? []).map(hex =>
      readCertificate(Buffer.from(hex, 'hex')),
    )
    return this.#held
  }

  #keep(certificates: Certificate[]): void {
    this.#memory.set(
      'certificates',
      certificates.map(({ octets }) => Buffer.from(octets).toString('hex')),
    )
    this.#held = certificates
  }
}
