from django.urls import path

from supervision.views import timer

urlpatterns = [
    path("timer/", timer.timer_list, name="timer_list"),
    path("timer/excel/", timer.timer_excel, name="timer_excel"),
    path("timer/aftaler/", timer.timeaftale_list, name="timeaftale_list"),
    path("timer/aftaler/ny/", timer.timeaftale_create, name="timeaftale_create"),
    path("timer/aftaler/<int:pk>/slut/", timer.timeaftale_end, name="timeaftale_end"),
    path("timer/koeb/", timer.eksternkoeb_list, name="eksternkoeb_list"),
    path("timer/koeb/nyt/", timer.eksternkoeb_create, name="eksternkoeb_create"),
    path("timer/koeb/<int:pk>/", timer.eksternkoeb_update, name="eksternkoeb_update"),
]
