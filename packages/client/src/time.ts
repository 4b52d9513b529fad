/** The system's clock in milliseconds since 1970; it is read here and nowhere else. */
export const systemNow = (): number => Date.now()

/** Waits in real time. */
export const systemWait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
