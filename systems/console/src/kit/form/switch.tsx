import { Switch as AriaSwitch, type SwitchProps } from 'react-aria-components'

/** On or off, at once. */
export function Switch({
  children,
  ...props
}: Omit<SwitchProps, 'className' | 'children'> & { children: string }) {
  return (
    <AriaSwitch
      {...props}
      className="group flex min-h-8 max-tablet:min-h-11 items-center gap-3 text-form outline-none"
    >
      <span className="flex h-5 w-9 shrink-0 items-center rounded-full border border-edge bg-sunken p-0.5 group-selected:border-accent group-selected:bg-accent group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-offset-2 group-data-[focus-visible]:outline-accent">
        <span className="size-3.5 rounded-full bg-edge group-selected:translate-x-4 group-selected:bg-on-accent motion-safe:transition-transform" />
      </span>
      {children}
    </AriaSwitch>
  )
}
