// A value once it has stood still for a while: previews are not asked for at every key.
import { useEffect, useState } from 'react'

export function useSettled<T>(value: T, ms = 350): T {
  const [settled, settle] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => settle(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}
