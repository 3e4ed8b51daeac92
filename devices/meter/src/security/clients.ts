/** The clients of a meter, by client address. */
export const clients = { public: 16, reader: 2, management: 1 } as const

/** Name of a client, and of its association. */
export type ClientName = keyof typeof clients

/** A client with keys of its own. */
export type SecuredClient = Exclude<ClientName, 'public'>
