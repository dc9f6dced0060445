export const metadata = { title: "Board", description: "Fifty cards" };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
