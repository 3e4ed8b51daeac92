import { type ComponentType, type LazyExoticComponent, lazy, type ReactNode } from 'react'
import { roomTexts } from '../../i18n/language.ts'

/** The code of a part of the console did not come: the head-end is away, or has a newer console. */
export class PartError extends Error {
  override readonly name = 'PartError'
}

/** What begins those anew that did not come. */
const failed = new Set<() => void>()

/** A component whose code, and the texts of rooms, come when it is first shown; `retryParts` lets it come again where it did not. */
export function part<Props extends object>(
  load: () => Promise<{ default: (props: Props) => ReactNode }>,
): ComponentType<Props> {
  const begin = (): LazyExoticComponent<ComponentType<Props>> =>
    lazy(() =>
      Promise.all([load(), roomTexts()]).then(
        ([part]) => part,
        cause => {
          failed.add(() => {
            current = begin()
          })
          throw new PartError(String(cause), { cause })
        },
      ),
    )
  let current = begin()
  return function Part(props: Props) {
    const Loaded = current as ComponentType<Props>
    return <Loaded {...props} />
  }
}

/** Forgets failures: what is shown next is loaded again. */
export function retryParts(): void {
  for (const again of failed) again()
  failed.clear()
}
