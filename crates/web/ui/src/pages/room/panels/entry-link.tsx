// The way from a panel to an entry of the timeline, by its number.

/** `#142`, which leads to the entry. */
export function EntryLink({ seq }: { seq: number }) {
  return <a className="ctac-entry-link" href={`#entry-${seq}`}>#{seq}<span className="nhsuk-u-visually-hidden">, entry on the timeline</span></a>
}
