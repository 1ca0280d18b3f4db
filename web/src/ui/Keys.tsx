/** The keys of a screen and what they do. */
export function Keys({ keys, className = "help" }: { keys: readonly (readonly [string, string])[]; className?: string }) {
  return (
    <dl className={className} data-testid="keys">
      {keys.map(([key, what]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
