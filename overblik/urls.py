app_name = "overblik"
urlpatterns = []
