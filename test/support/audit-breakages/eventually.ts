/** EC2 forgets for a moment what it has just made: calls that use it are tried until they know it. */
export async function eventually<T>(call: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const isNew = error instanceof Error && /NotFound$/.test(error.name);
      if (!isNew || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
