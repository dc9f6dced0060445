import { createRouter, type RouterHistory } from "vue-router";
import BoardPage from "@/pages/BoardPage.vue";
import HomePage from "@/pages/HomePage.vue";
import NotFoundPage from "@/pages/NotFoundPage.vue";
import SignInPage from "@/pages/SignInPage.vue";
import SignUpPage from "@/pages/SignUpPage.vue";

export const createPageRouter = (history: RouterHistory) =>
  createRouter({
    history,
    routes: [
      { path: "/", component: HomePage },
      { path: "/sign-in", component: SignInPage },
      { path: "/sign-up", component: SignUpPage },
      {
        path: "/boards/:id",
        component: BoardPage,
        props: ({ params }) => ({ boardId: Number(params["id"]) }),
      },
      { path: "/:path(.*)*", component: NotFoundPage },
    ],
  });
