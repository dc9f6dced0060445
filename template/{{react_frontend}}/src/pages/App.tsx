import { Route, Switch } from "wouter";
import { Announcements } from "@/components/Announcements";
import { BoardsNavigation } from "@/components/BoardsNavigation";
import { Header } from "@/components/Header";
import { UnhandledErrors } from "@/components/UnhandledErrors";
import { useFocusOnNavigation } from "@/lib/focus";
import type { Theme } from "@/lib/theme";
import BoardPage from "@/pages/BoardPage";
import HomePage from "@/pages/HomePage";
import NotFoundPage from "@/pages/NotFoundPage";
import SignInPage from "@/pages/SignInPage";
import SignUpPage from "@/pages/SignUpPage";

/** Every address of the site. `theme` is what the visitor chose before, where they did. */
export default function App({ theme }: { theme?: Theme }) {
  useFocusOnNavigation();
  return (
    <>
      <Header {...(theme && { theme })} />
      <div className="page">
        <main tabIndex={-1}>
          <Switch>
            <Route path="/" component={HomePage} />
            <Route path="/sign-in" component={SignInPage} />
            <Route path="/sign-up" component={SignUpPage} />
            <Route path="/boards/:id">
              {({ id }) => <BoardPage key={id} boardId={Number(id)} />}
            </Route>
            <Route component={NotFoundPage} />
          </Switch>
        </main>
        <BoardsNavigation />
      </div>
      <Announcements />
      <UnhandledErrors />
    </>
  );
}
