import type { AssociationSettings, ServerAuthentication, ServerSecurity } from '@ferraris/dlms/server'

/** An association whose keys are made ready when somebody calls: most meters of a fleet wait for most of their time. */
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
