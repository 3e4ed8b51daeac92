import { InputError } from '../../errors.ts'

/** Clients by name: their addresses on the meters of this system (the first two as DLMS UA reserves them). */
const clients = { management: 1, reader: 2, public: 16 } as const

export const publicClient = clients.public

/** A client by name or address. Throws InputError. */
export function parseClient(text: string): number {
  const known = clients[text as keyof typeof clients]
  if (known !== undefined) return known
  const address = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (address >= 1 && address <= 0xffff) return address
  const names = Object.keys(clients).join(', ')
  throw new InputError(
    '--client',
    `${JSON.stringify(text)} is no client`,
    `write ${names}, or an address 1..65535`,
  )
}

export function clientName(address: number): string {
  return Object.entries(clients).find(([, known]) => known === address)?.[0] ?? 'unnamed'
}
