import type { AssociationSettings, ServerAuthentication, ServerSecurity } from '@ferraris/dlms/server'

/** An association that makes its keys ready at the first connection: most meters of a fleet are idle most of the time. */
export class SecuredAssociation implements AssociationSettings {
  readonly authentication: ServerAuthentication
  readonly #prepare: () => ServerSecurity
  #security: ServerSecurity | undefined

  constructor(authentication: ServerAuthentication, prepare: () => ServerSecurity) {
    this.authentication = authentication
    this.#prepare = prepare
  }

  get security(): ServerSecurity {
    this.#security ??= this.#prepare()
    return this.#security
  }
}
