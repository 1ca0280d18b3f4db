/** The keys of a screen and what they do. */
export function Keys({ keys }: { keys: readonly (readonly [string, string])[] }) {
  return (
    <dl className="help" data-testid="keys">
      {keys.map(([key, what]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
