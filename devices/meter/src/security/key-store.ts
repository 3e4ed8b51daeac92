import { defined, fromHex, toHex } from '@ferraris/bytes'
import {
  type AgreeableKey,
  aesAnswer,
  agreedGlobalKey,
  type KeyPairs,
  offerKey,
  PrivateKey,
  PublicKey,
  SecurityError,
  type SecurityPolicy,
  type SecuritySuite,
  SuiteKeys,
  takeOffer,
  unwrapKey,
} from '@ferraris/dlms/security'
import type { AssociationSettings, ServerAuthentication, ServerSecurity } from '@ferraris/dlms/server'
import { InvocationCounters } from '../store/counters.ts'
import type { NonVolatile } from '../store/memory/non-volatile.ts'
import { CertificateStore } from './certificate-store.ts'
import { type ClientName, clients, type SecuredClient } from './clients.ts'
import { GuardedAssociations } from './guarded-associations.ts'
import { KeptPolicy } from './kept-policy.ts'
import { type KeyPairUse, OwnKeyPairs } from './key-pairs.ts'
import { KeysInForce, type NewKeys } from './keys-in-force.ts'
import type { AssociationKeys, ClientPublicKeys, FurtherClient, MeterKeys } from './meter-keys.ts'
import { SecuredAssociation } from './secured-association.ts'

/** A new key on its way to the meter, wrapped with the master key. */
interface TransferredKey {
  readonly keyId: AgreeableKey
  readonly wrappedKey: Uint8Array
}

/** One side's part in agreeing on a key: an ephemeral public key, signed. */
interface KeyOffer {
  readonly keyId: AgreeableKey
  readonly keyData: Uint8Array
}

/** What the keys need of their meter. */
interface KeyStoreSetup {
  readonly memory: NonVolatile
  readonly factory: MeterKeys
  readonly systemTitle: Uint8Array
  /** Milliseconds since 1970, for the validity of certificates. */
  now(): number
  random(length: number): Uint8Array
}

/** Octets of a password or secret: more than any client sends. */
const longestSecret = 64

function secretKeyOf(address: number): string {
  return `secret.${address}`
}

/** An association that the meter knows, whether it stands or not. */
export interface MeterAssociation {
  readonly address: number
  readonly rights: ClientName
  readonly mechanism: ServerAuthentication['mechanism']
  readonly isCiphered: boolean
  /** Which of the usual clients it is, if it is one. */
  readonly usual: ClientName | undefined
}

/** The public client, without authentication. */
const publicClient: AssociationSettings = { authentication: { mechanism: 'lowest' } }

/** All that the meter's associations are secured with, and how clients may change it. */
export class KeyStore {
  readonly suite: SecuritySuite
  /** By client address; what the server machine asks for at each association. */
  readonly associations = new GuardedAssociations()
  readonly #setup: KeyStoreSetup
  readonly #keys: KeysInForce
  readonly #counters = new Map<number, InvocationCounters>()
  #certificates: CertificateStore | undefined
  #pairs: OwnKeyPairs | undefined

  /** Throws RangeError for keys that are not as long as the suite has them. */
  constructor(setup: KeyStoreSetup) {
    this.suite = setup.factory.suite ?? 0
    this.#setup = setup
    this.#keys = new KeysInForce(setup.memory, setup.factory, this.suite)
    this.associations.set(clients.public, publicClient)
    this.#associate()
  }

  /** What a client may do; undefined for the public client and unknown ones. */
  rightsAt(address: number): SecuredClient | undefined {
    if (address === clients.reader) return 'reader'
    if (address === clients.management) return 'management'
    return this.#setup.factory.further?.find(client => client.address === address)?.rights
  }

  /** The highest invocation counter accepted from an address, 0 if none. Without an address: of all. */
  counterOf(address?: number): number {
    const addresses = address === undefined ? this.#securedAddresses() : [address]
    return Math.max(0, ...addresses.map(of => this.#countersOf(of).highest()))
  }

  /** How many clients there are besides the usual three. */
  get furtherClients(): number {
    return (this.#setup.factory.further ?? []).length
  }

  /** Every association: those of the usual clients, then the further ones. */
  all(): MeterAssociation[] {
    const usual = (['management', 'reader', 'public'] as const).map(name => ({
      address: clients[name],
      rights: name,
      usual: name,
    }))
    return [...usual, ...(this.#setup.factory.further ?? [])].map(({ address, rights, ...client }) => {
      const settings = defined(this.associations.known(address), `the association of client ${address}`)
      return {
        address,
        rights,
        mechanism: settings.authentication.mechanism,
        isCiphered: settings instanceof SecuredAssociation,
        usual: 'usual' in client ? client.usual : undefined,
      }
    })
  }

  /**
   * Gives a client another password, or secret of HLS, from its next association on. False for one that authenticates
   * in another way, and for a secret of a length that no client could have.
   */
  changeSecret(address: number, level: 'low' | 'high', secret: Uint8Array): boolean {
    const client = this.#setup.factory.further?.find(client => client.address === address)
    if (client === undefined || secret.length === 0 || secret.length > longestSecret) return false
    const { authentication } = client
    if (authentication === 'gmac' || authentication === 'ecdsa') return false
    if ((authentication === 'low') !== (level === 'low')) return false
    if (authentication === 'manufacturer' && secret.length !== client.secret?.length) return false
    this.#setup.memory.set(secretKeyOf(address), toHex(secret))
    this.#associate()
    return true
  }

  /** A secret that came wrapped with the master key; undefined for one that did not. */
  unwrapped(wrapped: Uint8Array): Uint8Array | undefined {
    const masterKey = this.#keys.master
    try {
      return masterKey && unwrapKey(masterKey, wrapped)
    } catch (error) {
      if (error instanceof SecurityError) return undefined
      throw error
    }
  }

  policyOf(address: number): SecurityPolicy {
    return new KeptPolicy(this.#setup.memory, address).get()
  }

  /** Makes a client's policy stricter, from its next association on. False where it would become weaker. */
  activate(client: SecuredClient, policy: SecurityPolicy): boolean {
    const done = new KeptPolicy(this.#setup.memory, clients[client]).activate(policy)
    if (done) this.#associate()
    return done
  }

  /** Certificates that the meter holds; only suites 1 and 2 have any. */
  get certificates(): CertificateStore {
    const { memory, factory, systemTitle } = this.#setup
    this.#certificates ??= new CertificateStore(memory, factory.trustAnchors ?? [], systemTitle)
    return this.#certificates
  }

  /** The meter's own key pairs; undefined in suite 0. */
  get pairs(): OwnKeyPairs | undefined {
    if (this.suite === 0) return undefined
    const { memory, factory, random } = this.#setup
    const secrets = { 'digital-signature': factory.signingKey, 'key-agreement': factory.agreementKey }
    this.#pairs ??= new OwnKeyPairs(memory, this.suite, secrets, random)
    return this.#pairs
  }

  /**
   * Takes new keys for a client, wrapped with the master key: all of them or, when one cannot be taken, none. An
   * association that stands keeps its keys until it ends.
   */
  transfer(client: SecuredClient, transferred: readonly TransferredKey[]): boolean {
    const masterKey = this.#keys.master
    if (masterKey === undefined || transferred.length === 0) return false
    const keys: NewKeys = {}
    try {
      for (const { keyId, wrappedKey } of transferred) keys[keyId] = unwrapKey(masterKey, wrappedKey)
    } catch (error) {
      if (error instanceof SecurityError) return false
      throw error
    }
    return this.#replace(client, keys)
  }

  /**
   * Agrees on new keys with a client that signs its offers (C(2e, 0s)); answers with the meter's offers, or undefined and
   * nothing changed. An association that stands keeps its keys until it ends.
   */
  agree(client: SecuredClient, clientTitle: Uint8Array, offers: readonly KeyOffer[]): KeyOffer[] | undefined {
    const { systemTitle, random } = this.#setup
    const security = this.associations.get(clients[client])?.security
    const signer = security?.signing?.peer(clientTitle)
    if (this.suite === 0 || signer === undefined || offers.length === 0) return undefined
    const keys: NewKeys = {}
    const answers: KeyOffer[] = []
    for (const { keyId, keyData } of offers) {
      const point = takeOffer(keyId, keyData, signer)
      if (point === undefined || keys[keyId] !== undefined) return undefined
      const ephemeral = PrivateKey.generate(this.suite, random)
      try {
        const parties = { client: clientTitle, server: systemTitle }
        keys[keyId] = agreedGlobalKey(keyId, ephemeral, new PublicKey(point), parties)
      } catch (error) {
        if (error instanceof SecurityError) return undefined
        throw error
      }
      answers.push({
        keyId,
        keyData: offerKey(keyId, ephemeral.publicKey, this.#ownPair('digital-signature')),
      })
    }
    return this.#replace(client, keys) ? answers : undefined
  }

  #replace(client: SecuredClient, keys: NewKeys): boolean {
    if (!this.#keys.areFitting(keys)) return false
    // First the keys, then the counters: a crash between the two must not use a counter again under the old key.
    if (this.#keys.replace(client, keys)) {
      // An association that stands goes on counting under the old key, with the old counters.
      const counters = new InvocationCounters(this.#setup.memory, clients[client])
      counters.restart()
      this.#counters.set(clients[client], counters)
    }
    if (keys['global-broadcast-encryption'] !== undefined)
      for (const address of this.#securedAddresses()) this.#countersOf(address).restartBroadcast()
    this.#associate()
    return true
  }

  /** Sets up all associations with the keys in force. */
  #associate(): void {
    for (const client of ['reader', 'management'] as const) {
      const address = clients[client]
      const security = (): ServerSecurity => this.#security(address, this.#keys.of(client))
      this.associations.set(address, new SecuredAssociation({ mechanism: 'high-gmac' }, security))
    }
    for (const client of this.#setup.factory.further ?? []) {
      const { address, keys } = client
      const authentication = this.#authentication(client)
      const security = keys && ((): ServerSecurity => this.#security(address, keys))
      this.associations.set(
        address,
        security === undefined ? { authentication } : new SecuredAssociation(authentication, security),
      )
    }
  }

  #securedAddresses(): number[] {
    const further = (this.#setup.factory.further ?? []).filter(({ keys }) => keys !== undefined)
    return [clients.reader, clients.management, ...further.map(({ address }) => address)]
  }

  #countersOf(address: number): InvocationCounters {
    const known = this.#counters.get(address)
    if (known !== undefined) return known
    const counters = new InvocationCounters(this.#setup.memory, address)
    this.#counters.set(address, counters)
    return counters
  }

  #security(address: number, { guek, gak, ...publicKeys }: AssociationKeys): ServerSecurity {
    const { requests, responses } = this.policyOf(address)
    const { broadcast, master } = this.#keys
    return {
      keys: new SuiteKeys(guek, gak, this.suite),
      policy: requests,
      responses,
      counters: this.#countersOf(address),
      ...(broadcast && { broadcastKeys: new SuiteKeys(broadcast, gak, this.suite) }),
      ...(master && { masterKey: master }),
      ...(this.suite !== 0 && {
        signing: this.#pairsWith('digital-signature', publicKeys),
        agreement: this.#pairsWith('key-agreement', publicKeys),
      }),
    }
  }

  #authentication(client: FurtherClient): ServerAuthentication {
    const changed = this.#setup.memory.get<string>(secretKeyOf(client.address))
    const secret = changed === undefined ? (client.secret ?? new Uint8Array()) : fromHex(changed)
    switch (client.authentication) {
      case 'low':
        return { mechanism: 'low', password: secret }
      case 'manufacturer':
        return { mechanism: 'high-manufacturer', answer: aesAnswer(secret) }
      case 'gmac':
        return { mechanism: 'high-gmac' }
      case 'ecdsa':
        return this.#signatures({ ...client.keys, ...client })
      default:
        return { mechanism: `high-${client.authentication}`, secret }
    }
  }

  /** HLS 7: the meter's certificate goes along, once there is one. */
  #signatures(publicKeys: ClientPublicKeys): ServerAuthentication {
    const { systemTitle } = this.#setup
    const store = (): CertificateStore => this.certificates
    return {
      mechanism: 'high-ecdsa',
      signing: this.#pairsWith('digital-signature', publicKeys),
      get certificate() {
        return store().find({ entity: 'server', use: 'digital-signature', systemTitle })?.octets
      },
    }
  }

  #ownPair(use: KeyPairUse): PrivateKey {
    return defined(this.pairs, 'the key pairs of suites 1 and 2').of(use)
  }

  /** The meter's key pair, made at first use, and the keys of clients: from certificates, else from the factory. */
  #pairsWith(use: KeyPairUse, { signingPublicKey, agreementPublicKey }: ClientPublicKeys): KeyPairs {
    const { now } = this.#setup
    const known = use === 'digital-signature' ? signingPublicKey : agreementPublicKey
    const ownOf = (): PrivateKey => this.#ownPair(use)
    const store = (): CertificateStore => this.certificates
    return {
      get own() {
        return ownOf()
      },
      peer: (title, sent) =>
        store().publicKey(title, use, now()) ??
        (sent && store().publicKeyIn(sent, title, use, now())) ??
        (known && new PublicKey(known)),
    }
  }
}
