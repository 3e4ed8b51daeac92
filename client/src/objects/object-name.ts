import { type Obis, obis } from '@ferraris/cosem'

/** A name of five groups gets the usual sixth. Throws ObisError. */
export function objectName(name: string): Obis {
  return obis(name.split('.').length === 5 ? `${name}.255` : name)
}
