import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import { classes } from '../classes.ts'

interface ButtonProps extends AriaButtonProps {
  /** `quiet` until the pointer is over it, `primary` for the one thing a page is for. */
  readonly look?: 'plain' | 'quiet' | 'primary' | 'danger'
  /** A square button that holds an icon; it needs an `aria-label`. */
  readonly square?: boolean
  readonly className?: string
}

const looks = {
  plain: 'border-edge/60 bg-surface text-ink hover:bg-sunken pressed:bg-sunken',
  quiet: 'border-transparent text-ink-2 hover:bg-sunken hover:text-ink pressed:bg-sunken',
  primary: 'border-transparent bg-accent text-on-accent hover:brightness-110 pressed:brightness-95',
  danger: 'border-critical/60 text-critical hover:bg-critical hover:text-surface',
}

function buttonClasses(look: NonNullable<ButtonProps['look']>, square = false): string {
  return classes(
    'inline-flex h-8 max-tablet:h-11 shrink-0 items-center justify-center gap-2 rounded-control border text-base font-medium',
    'whitespace-nowrap select-none disabled:opacity-45',
    square ? 'w-8 max-tablet:w-11' : 'px-3',
    looks[look],
  )
}

export function Button({ look = 'plain', square, className, ...props }: ButtonProps) {
  const hold = props.type === 'submit' ? holdFocus : undefined
  return <AriaButton {...props} ref={hold} className={classes(buttonClasses(look, square), className)} />
}

/**
 * The focus stays in the field: leaving it would end what the field complains of, move the button away from under the
 * pointer, and the press would be lost.
 */
function holdFocus(button: HTMLButtonElement | null) {
  const hold = (event: MouseEvent) => event.preventDefault()
  button?.addEventListener('mousedown', hold)
  return () => button?.removeEventListener('mousedown', hold)
}
