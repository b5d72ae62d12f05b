// Instants in a field of date and time, on the clock of this device. Pure but for that clock's zone.

/** An instant as such a field shows it. */
export function localOf(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** What stands in such a field as an instant; nothing where it is none. */
export function instantOf(typed: string): string | undefined {
  const at = new Date(typed)
  return typed === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
