import { Type } from 'typebox'

/** The most that an order limits to, W: no limit in practice. */
const mostWatts = 10_000_000

export function power(title: string, description: string) {
  return Type.Integer({
    title,
    description: `${description} 10,000,000 is no limit in practice.`,
    minimum: 0,
    maximum: mostWatts,
  })
}

export function seconds(title: string, description: string, maximum = 0xffffffff) {
  return Type.Integer({ title, description, minimum: 0, maximum })
}
